'use strict';
require('../common');
for (;;);
