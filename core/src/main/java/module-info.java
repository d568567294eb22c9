/** The challenge and credential SPI and the one decision function. */
module io.postern.core {
  requires static org.jspecify;

  exports io.postern.basic;
  exports io.postern.gate;
  exports io.postern.http;
  exports io.postern.spi;
}
