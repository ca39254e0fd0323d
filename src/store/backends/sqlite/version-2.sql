CREATE TABLE exchanges (
     sort INTEGER PRIMARY KEY, id TEXT NOT NULL, service TEXT NOT NULL, path TEXT NOT NULL, upstream TEXT, token TEXT,
     session TEXT, model_asked TEXT, model_sent TEXT, result INTEGER NOT NULL, duration_ms REAL NOT NULL, more TEXT NOT NULL);
CREATE UNIQUE INDEX exchanges_id ON exchanges (id);
CREATE INDEX exchanges_result ON exchanges (result);
CREATE INDEX exchanges_service ON exchanges (service, result);
CREATE INDEX exchanges_upstream ON exchanges (upstream, result);
CREATE INDEX exchanges_model_asked ON exchanges (model_asked, result);
CREATE INDEX exchanges_model_sent ON exchanges (model_sent, result) WHERE model_sent <> model_asked;
CREATE INDEX exchanges_token ON exchanges (token) WHERE token IS NOT NULL;
CREATE INDEX exchanges_session ON exchanges (session) WHERE session IS NOT NULL;
CREATE TABLE details (sort INTEGER PRIMARY KEY, attempts TEXT NOT NULL, more TEXT NOT NULL);
CREATE TABLE bodies (sort INTEGER PRIMARY KEY, about TEXT NOT NULL, request BLOB, sent BLOB, response BLOB);
CREATE TABLE ledger (
     bucket INTEGER NOT NULL, service TEXT NOT NULL, upstream TEXT NOT NULL, model TEXT NOT NULL, token TEXT NOT NULL,
     requests INTEGER NOT NULL, failures INTEGER NOT NULL, input INTEGER NOT NULL, cacheCreate INTEGER NOT NULL,
     cacheCreate5m INTEGER NOT NULL, cacheCreate1h INTEGER NOT NULL, cacheRead INTEGER NOT NULL, output INTEGER NOT NULL,
     reasoning INTEGER NOT NULL, total INTEGER NOT NULL, uncachedInput INTEGER NOT NULL,
     PRIMARY KEY (bucket, service, upstream, model, token)) WITHOUT ROWID;
CREATE TABLE meta (name TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;
CREATE TABLE ledger_days (
     day INTEGER NOT NULL, service TEXT NOT NULL, upstream TEXT NOT NULL, model TEXT NOT NULL, token TEXT NOT NULL,
     requests INTEGER NOT NULL, failures INTEGER NOT NULL, input INTEGER NOT NULL, cacheCreate INTEGER NOT NULL,
     cacheCreate5m INTEGER NOT NULL, cacheCreate1h INTEGER NOT NULL, cacheRead INTEGER NOT NULL, output INTEGER NOT NULL,
     reasoning INTEGER NOT NULL, total INTEGER NOT NULL, uncachedInput INTEGER NOT NULL,
     PRIMARY KEY (day, service, upstream, model, token)) WITHOUT ROWID;
INSERT INTO exchanges VALUES (459611212800000, 'edited', 'claude', '/v1/messages', 'prod', 'team', 's1', 'small', 'larger', 200, 120.0, '{"method":"POST","query":"beta=true","attempts":2,"firstByteMs":20,"requestBytes":10027,"responseBytes":11,"usage":[10,0,0,0,3,5,0,15,7]}');
INSERT INTO exchanges VALUES (459611212800256, 'cut', 'claude', '/v1/messages', 'prod', NULL, NULL, 'small', NULL, -200, 120.0, '{"method":"POST","query":"beta=true","outcome":{"kind":"failed","code":"upstream-broken","status":200,"reason":"cut"},"attempts":1,"firstByteMs":20,"requestBytes":17,"responseBytes":900,"usage":[1,0,0,0,0,0,0,1,1],"partial":true}');
INSERT INTO exchanges VALUES (459611212800512, 'blocked', 'codex', '/v1/messages', NULL, NULL, NULL, NULL, NULL, -403, 120.0, '{"method":"POST","query":"beta=true","outcome":{"kind":"blocked","filter":"endpoint","rule":"r","status":403,"reason":"no"},"attempts":0,"firstByteMs":20,"requestBytes":0,"responseBytes":2}');
INSERT INTO details VALUES (459611212800000, '[{"number":1,"upstream":"spare","url":"https://spare.test/v1/messages","startedAt":1795356300000,"durationMs":100,"firstByteMs":20,"outcome":{"kind":"refused","status":529},"reason":"active"},{"number":2,"upstream":"prod","url":"https://prod.test/v1/messages","startedAt":1795356300000,"durationMs":100,"firstByteMs":20,"outcome":{"kind":"answered","status":200},"reason":"active"}]', '{"address":"127.0.0.1","rawUsage":{"input_tokens":10},"changes":[{"by":"route","rule":"#1","target":"model","offset":9,"removed":7,"inserted":8}],"requestHeaders":["Content-Type","application/json","X-App","cli"],"sentHeaders":["Host","prod.test",0,1,"Authorization","Bearer ***"],"responseHeaders":["content-type","application/json"]}');
INSERT INTO details VALUES (459611212800256, '[{"number":1,"upstream":"prod","url":"https://prod.test/v1/messages","startedAt":1795356300000,"durationMs":100,"firstByteMs":20,"outcome":{"kind":"broken","code":"ECONNRESET","bytes":9},"reason":"active"}]', '{"address":"127.0.0.1","rawUsage":{"input_tokens":1},"changes":[],"requestHeaders":["Content-Type","application/json","X-App","cli"],"sentHeaders":[0,1],"responseHeaders":["content-type","application/json"]}');
INSERT INTO details VALUES (459611212800512, '[]', '{"address":"127.0.0.1","changes":[],"requestHeaders":["Content-Type","application/json","X-App","cli"],"responseHeaders":["content-type","application/json"]}');
INSERT INTO bodies VALUES (459611212800000, '[[1,0,10027],[2,0,10028,10,10012],[0,0,11]]', X'EDD4C10980300003C055246F27E83642FDB514B4A020EEEE1CC27D324048EE491F756F2939FBD65AD6CCFD9E29B9C65117A1033B700314909084242421094948421292908424242109494842129290842424210949484212929084242421094948421292F0E712E6FD00', X'6C6172676572', X'7B226F6B223A747275657D');
INSERT INTO bodies VALUES (459611212800256, '[[0,0,17],null,[0,1,900]]', X'7B226D6F64656C223A22736D616C6C227D', NULL, X'646174613A207B7D0A');
INSERT INTO bodies VALUES (459611212800512, '[null,null,[0,0,2]]', NULL, NULL, X'7B7D');
INSERT INTO ledger VALUES (1994840, 'claude', 'prod', 'larger', 'team', 1, 0, 10, 0, 0, 0, 3, 5, 0, 15, 7);
INSERT INTO ledger VALUES (1994840, 'claude', 'prod', 'small', '', 1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1);
INSERT INTO ledger_days VALUES (20779, 'claude', 'prod', 'larger', 'team', 1, 0, 10, 0, 0, 0, 3, 5, 0, 15, 7);
INSERT INTO ledger_days VALUES (20779, 'claude', 'prod', 'small', '', 1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1);
INSERT INTO meta VALUES ('bodied', 3.0);
INSERT INTO meta VALUES ('records', 3.0);
INSERT INTO meta VALUES ('zone', 'UTC');
PRAGMA user_version = 2;
