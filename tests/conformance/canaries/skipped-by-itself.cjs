'use strict';
const common = require('../common');
common.skip('for a reason');
