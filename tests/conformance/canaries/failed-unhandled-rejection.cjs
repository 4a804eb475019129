'use strict';
require('../common');
Promise.reject(new Error('nobody listens'));
