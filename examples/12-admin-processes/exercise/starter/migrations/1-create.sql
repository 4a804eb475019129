CREATE TABLE IF NOT EXISTS prices (item text PRIMARY KEY, price integer);
INSERT INTO prices VALUES ('apple', 3), ('bread', 4), ('cheese', 7)
  ON CONFLICT DO NOTHING;
CREATE TABLE IF NOT EXISTS accounts (name text PRIMARY KEY, idle_days integer);
