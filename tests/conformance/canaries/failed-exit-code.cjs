'use strict';
require('../common');
process.exitCode = 1;
