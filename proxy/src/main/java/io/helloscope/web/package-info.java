/** JSON API, live stream, static pages, metrics and health over HTTP; meets the others through floor 1. */
@NullMarked
package io.helloscope.web;

import org.jspecify.annotations.NullMarked;
