/** The command line: each command once, over whatever holds the data folder. */
package dev.nuri.web.cli;
