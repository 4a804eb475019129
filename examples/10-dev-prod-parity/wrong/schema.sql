CREATE TABLE IF NOT EXISTS bids (
  bidder varchar(12) PRIMARY KEY,
  euros integer,
  day date
);
