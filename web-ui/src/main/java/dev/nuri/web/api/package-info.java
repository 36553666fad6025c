/** The bodies that HTTP and {@code --json} carry, one record each; names are those of the product contract. */
package dev.nuri.web.api;
