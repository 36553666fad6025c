/** Wires the modules together over one data folder. */
package dev.nuri.web.engine;
