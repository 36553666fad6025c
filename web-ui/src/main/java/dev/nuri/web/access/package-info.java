/** Who calls, and what he may do. */
package dev.nuri.web.access;
