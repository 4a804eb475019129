// Calculates for a while and prints how often it came round. Arguments: when to begin, in milliseconds since 1970; how long.
const [from, milliseconds] = process.argv.slice(2).map(Number);
const WARM_UP = 200;

function round() {
  let sum = 0;
  for (let at = 0; at < 10_000; at++) sum = (sum * 31 + at) | 0;
  return sum;
}

function count(until) {
  let rounds = 0;
  for (; Date.now() < until; rounds++) if (round() === 1) throw new Error('never');
  return rounds;
}

count(Date.now() + WARM_UP);
setTimeout(() => console.log(count(from + milliseconds)), from - Date.now());
