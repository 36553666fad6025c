/** The configuration: its keys, where they come from, and the record they are read into. */
package dev.nuri.web.config;
