/** YAML to validated settings. Each feature owns its settings record. */
@NullMarked
package io.helloscope.config;

import org.jspecify.annotations.NullMarked;
