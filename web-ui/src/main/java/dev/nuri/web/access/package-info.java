/** Who calls, what he may do, how much, and the record of it. */
package dev.nuri.web.access;
