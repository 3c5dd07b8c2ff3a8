'use strict';
const { join } = require('node:path');
const { ensureBuilt, root } = require('./ensure-built');

ensureBuilt();
require(join(root, 'dist', 'test', 'fuzz', 'program.js'));
