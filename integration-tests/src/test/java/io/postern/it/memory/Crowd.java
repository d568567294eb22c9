package io.postern.it.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntUnaryOperator;

/** Clients that all send at once, each request after its last one was answered. */
final class Crowd {
  private Crowd() {}

  /**
   * How many requests got which status.
   *
   * @param request sends the request with this number and tells its status
   */
  static Map<Integer, Integer> send(int clients, int requests, IntUnaryOperator request)
      throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    try {
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < requests; i++) {
        int number = i;
        answers.add(threads.submit(() -> request.applyAsInt(number)));
      }
      Map<Integer, Integer> statuses = new TreeMap<>();
      for (Future<Integer> answer : answers) {
        statuses.merge(answer.get(), 1, Integer::sum);
      }
      return statuses;
    } finally {
      threads.shutdownNow();
    }
  }
}
