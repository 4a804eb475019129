#!/usr/bin/env node
console.log(`*** PAID *** ${process.argv[2]} ***`);
