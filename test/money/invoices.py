"""Makes invoices.json: requests, prices, and what they must cost, worked out with exact fractions and without a line of CLP.

    python3 test/money/invoices.py > test/money/invoices.json

Every expectation is computed here from the price sheet below, the way a person would check a bill by hand.
"""
import itertools
import json
from fractions import Fraction
from math import floor

AT = "2026-11-15T12:00:00Z"
RATES = [{"from": "2026-01-01", "CNY": 7.12}, {"from": "2026-07-01", "CNY": 7.05}]

SHEET = {
    "big": {"input": "3", "output": "15", "cacheRead": "0.3", "cacheWrite": "3.75", "cacheWrite1h": "6",
            "above": {"prompt": 200000, "input": "6", "output": "22.5", "cacheRead": "0.6", "cacheWrite": "7.5", "cacheWrite1h": "12"},
            "tiers": {"batch": "0.5", "flex": "0.5", "priority": {"input": "5", "output": "30", "cacheRead": "0.5", "cacheWrite": "5"}},
            "geo": {"us": "1.1"}, "fees": {"webSearch": "10", "fileSearch": "2.5"}},
    "small": {"input": "0.1", "output": "0.4", "cacheRead": "0.01"},
    "odd": {"input": "0.000333", "output": "0.000777", "cacheRead": "0.000001"},
    "yuan": {"currency": "CNY", "input": "4", "output": "21", "cacheRead": "0.7"},
    "audio": {"input": "0.3", "output": "2.5", "cacheRead": "0.03", "inputAudio": "1"},
    "gone": {"unpriced": True},
}

RELAYS = {
    "plain": {},
    "dear": {"multiplier": "1.2"},
    "cheap": {"multiplier": "0.8", "credit": {"price": "0.5", "currency": "CNY"}},
    "free": {"multiplier": "0"},
    "third": {"multiplier": "0.333333"},
}

SERVICES = {"messages": "claude", "responses": "codex", "chat": "codex", "gemini": "gemini"}


def half_even(value):
    below = floor(value)
    rest = value - below
    if rest > Fraction(1, 2) or (rest == Fraction(1, 2) and below % 2 == 1):
        return below + 1
    return below


def cost(model, relay, tokens, tier=None, geo=None, searches=0, files=0, at=AT):
    """Nano-dollars, or None. `tokens`: fresh, read, written, written1h, output, audio."""
    if relay.get("multiplier") == "0":
        return 0
    price = SHEET.get(model)
    if price is None or price.get("unpriced"):
        return None
    prompt = tokens["fresh"] + tokens["audio"] + tokens["read"] + tokens["written"] + tokens["written1h"]
    above = price.get("above")
    beyond = above is not None and prompt > above["prompt"]
    sheet, factor = (above if beyond else price), Fraction(1)
    if tier is not None:
        rule = price.get("tiers", {}).get(tier)
        if rule is None:
            return None
        if isinstance(rule, dict):
            if beyond:
                return None
            sheet = rule
        else:
            factor *= Fraction(rule)
    if geo is not None:
        if geo not in price.get("geo", {}):
            return None
        factor *= Fraction(price["geo"][geo])
    total = Fraction(0)
    for count, kind in (("fresh", "input"), ("read", "cacheRead"), ("written", "cacheWrite"), ("written1h", "cacheWrite1h"),
                        ("output", "output"), ("audio", "inputAudio")):
        if tokens[count] > 0:
            if kind not in sheet:
                return None
            total += tokens[count] * Fraction(sheet[kind]) / 1000000
    total *= factor
    for calls, fee in ((searches, "webSearch"), (files, "fileSearch")):
        if calls > 0:
            if fee not in price.get("fees", {}):
                return None
            total += calls * Fraction(price["fees"][fee]) / 1000
    yuan = Fraction("7.12") if at < "2026-07-01" else Fraction("7.05")
    if price.get("currency") == "CNY":
        total /= yuan
    total *= Fraction(relay.get("multiplier", "1"))
    credit = relay.get("credit")
    if credit is not None:
        total *= Fraction(credit["price"])
        if credit["currency"] == "CNY":
            total /= yuan
    return half_even(total * 10**9)


def usage(protocol, t):
    prompt = t["fresh"] + t["audio"] + t["read"] + t["written"] + t["written1h"]
    if protocol == "messages":
        return {"input_tokens": t["fresh"], "cache_read_input_tokens": t["read"],
                "cache_creation_input_tokens": t["written"] + t["written1h"],
                "cache_creation": {"ephemeral_5m_input_tokens": t["written"], "ephemeral_1h_input_tokens": t["written1h"]},
                "output_tokens": t["output"]}
    if protocol == "responses":
        return {"input_tokens": prompt, "output_tokens": t["output"], "total_tokens": prompt + t["output"],
                "input_tokens_details": {"cached_tokens": t["read"], "cache_write_tokens": t["written"]},
                "output_tokens_details": {"reasoning_tokens": t["output"] // 2}}
    if protocol == "chat":
        return {"prompt_tokens": prompt, "completion_tokens": t["output"], "total_tokens": prompt + t["output"],
                "prompt_tokens_details": {"cached_tokens": t["read"], "audio_tokens": t["audio"]}}
    details = [{"modality": "TEXT", "tokenCount": prompt - t["audio"]}]
    if t["audio"]:
        details.append({"modality": "AUDIO", "tokenCount": t["audio"]})
    return {"promptTokenCount": prompt, "cachedContentTokenCount": t["read"], "candidatesTokenCount": t["output"] - t["output"] // 3,
            "thoughtsTokenCount": t["output"] // 3, "totalTokenCount": prompt + t["output"], "promptTokensDetails": details}


def tokens(fresh=0, read=0, written=0, written1h=0, output=0, audio=0):
    return dict(fresh=fresh, read=read, written=written, written1h=written1h, output=output, audio=audio)


INVOICES = []


def invoice(name, protocol, model, relay, t, tier=None, geo=None, searches=0, files=0, at=AT, cut=False, sent=None):
    body, beside = usage(protocol, t), {}
    if protocol == "messages":
        if tier is not None:
            body["service_tier"] = tier
        if geo is not None:
            body["inference_geo"] = geo
        if searches:
            body["server_tool_use"] = {"web_search_requests": searches, "web_fetch_requests": 3}
    elif protocol in ("responses", "chat"):
        if tier is not None:
            beside["service_tier"] = tier
        if searches or files:
            beside["output"] = [{"type": "web_search_call"}] * searches + [{"type": "file_search_call"}] * files
    usual = tier if tier not in ("standard", "default", "auto") else None
    nano = cost(model, RELAYS[relay], t, usual, geo, searches, files, at)
    known = nano is not None
    free = RELAYS[relay].get("multiplier") == "0"
    INVOICES.append({"name": name, "service": SERVICES[protocol], "protocol": protocol, "model": sent or model, "upstream": relay, "at": at,
                     "usage": body, "beside": beside, "cut": cut,
                     "nano": str(nano) if known else None,
                     "quality": "unknown" if not known else "floor" if cut and not free else "exact"})


USUAL = tokens(fresh=1234, read=50000, written=2000, output=777)
PLAIN = tokens(fresh=98765, read=4321, output=1357)

for relay in RELAYS:
    invoice(f"the example of the guide, at {relay}", "messages", "big", relay, USUAL)
for protocol, relay in itertools.product(("responses", "chat", "gemini"), RELAYS):
    invoice(f"{protocol}, cache read, at {relay}", protocol, "small", relay, PLAIN)
for relay in ("plain", "dear", "cheap", "third"):
    invoice(f"yuan at {relay}", "chat", "yuan", relay, PLAIN)
    invoice(f"yuan at the rate of spring, at {relay}", "chat", "yuan", relay, PLAIN, at="2026-03-15T12:00:00Z")
    invoice(f"odd prices, rounded once, at {relay}", "messages", "odd", relay, tokens(fresh=7, read=13, output=11))
for prompt in (199999, 200000, 200001):
    invoice(f"a prompt of {prompt}", "messages", "big", "plain", tokens(fresh=prompt - 150000, read=100000, written=50000, output=10))
    invoice(f"a prompt of {prompt} that pays by batch", "responses", "big", "dear", tokens(fresh=prompt, output=10), tier="batch")
    invoice(f"a prompt of {prompt} that pays for priority", "responses", "big", "plain", tokens(fresh=prompt, output=10), tier="priority")
for tier in ("batch", "flex", "priority", "standard", "default", "scale", "fast"):
    invoice(f"tier {tier} in Messages", "messages", "big", "plain", tokens(fresh=1001, read=2003, output=333), tier=tier)
    invoice(f"tier {tier} beside Chat", "chat", "big", "cheap", tokens(fresh=1001, read=2003, output=333), tier=tier)
for geo in ("us", "eu"):
    invoice(f"made in {geo}", "messages", "big", "dear", USUAL, geo=geo)
    invoice(f"made in {geo} by batch", "messages", "big", "third", USUAL, geo=geo, tier="batch")
for searches in (1, 7):
    invoice(f"{searches} searches in Messages", "messages", "big", "dear", USUAL, searches=searches)
    invoice(f"{searches} searches by batch", "messages", "big", "dear", USUAL, searches=searches, tier="batch")
    invoice(f"{searches} searches in Responses", "responses", "big", "cheap", PLAIN, searches=searches, files=2)
    invoice(f"{searches} searches that have no price", "responses", "small", "plain", PLAIN, searches=searches)
invoice("writes for an hour", "messages", "big", "plain", tokens(fresh=10, written=100, written1h=1000, output=5))
invoice("writes without a price", "responses", "small", "plain", tokens(fresh=10, written=100, output=5))
invoice("sound with a price", "gemini", "audio", "dear", tokens(fresh=100, audio=900, output=60))
invoice("sound without a price", "gemini", "small", "dear", tokens(fresh=100, audio=900, output=60))
invoice("a model without a price", "messages", "big-2", "plain", USUAL)
invoice("a model without a price at a free upstream", "messages", "big-2", "free", USUAL)
invoice("a model that is like another", "messages", "big-thinking", "plain", USUAL)
invoice("a model of no price on purpose", "messages", "gone", "plain", USUAL)
invoice("a model with a date behind it", "messages", "big", "dear", USUAL, sent="big-20260901")
invoice("a model with its provider before it", "chat", "small", "dear", PLAIN, sent="vendor/small")
invoice("nothing used", "messages", "big", "plain", tokens())
for relay in ("plain", "dear", "free"):
    invoice(f"an answer that was cut, at {relay}", "messages", "big", relay, tokens(fresh=1234, read=50000, output=3), cut=True)


def number(text):
    return float(text) if "." in text else int(text)


def document():
    def prices(of):
        return {k: number(v) for k, v in of.items() if isinstance(v, str) and k != "currency"}

    models = []
    for name, sheet in SHEET.items():
        model = {"match": name, **prices(sheet)}
        if "currency" in sheet:
            model["currency"] = sheet["currency"]
        if sheet.get("unpriced"):
            model["unpriced"] = True
        if "above" in sheet:
            model["above"] = [{"prompt": sheet["above"]["prompt"], **prices(sheet["above"])}]
        if "tiers" in sheet:
            model["tiers"] = {k: number(v) if isinstance(v, str) else prices(v) for k, v in sheet["tiers"].items()}
        for part in ("geo", "fees"):
            if part in sheet:
                model[part] = prices(sheet[part])
        models.append(model)
    upstreams = {}
    for service in ("claude", "codex", "gemini"):
        for name, relay in RELAYS.items():
            told = {k: number(v) for k, v in relay.items() if isinstance(v, str)}
            if "credit" in relay:
                told["credit"] = {"price": number(relay["credit"]["price"]), "currency": relay["credit"]["currency"]}
            if told:
                upstreams[f"{service}/{name}"] = told
    return {"rates": RATES, "upstreams": upstreams, "models": models}


print(json.dumps({"prices": document(), "invoices": INVOICES}, indent=1))
