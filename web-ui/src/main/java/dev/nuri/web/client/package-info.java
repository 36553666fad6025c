/** What commands and HTTP ask of Nuri, over the data folder itself or through the server that holds it. */
package dev.nuri.web.client;
