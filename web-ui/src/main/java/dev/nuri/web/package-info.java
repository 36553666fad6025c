/** The service: command line, HTTP, jobs and configuration over the modules that index, retrieve and answer. */
package dev.nuri.web;
