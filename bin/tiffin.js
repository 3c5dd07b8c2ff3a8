#!/usr/bin/env node
'use strict';
const { join } = require('node:path');
const { ensureBuilt, root } = require('../scripts/ensure-built');

ensureBuilt();
require(join(root, 'dist', 'src', 'main', 'cli.js'));
