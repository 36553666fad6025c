/** HTTP: routes, errors, streams and what guards them. */
package dev.nuri.web.rest;
