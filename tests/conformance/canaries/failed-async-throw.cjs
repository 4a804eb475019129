'use strict';
require('../common');
setTimeout(() => {
  throw new Error('later');
}, 1);
