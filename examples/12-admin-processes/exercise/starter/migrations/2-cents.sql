-- Prices were in whole euros.
UPDATE prices SET price = price * 100;
