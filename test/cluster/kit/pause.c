// The first process of a pod, and of the whole cluster: waits, buries children that were left to it, ends when told to.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static void stop(int signal) {
  (void)signal;
  _exit(0);
}

static void bury(int signal) {
  (void)signal;
  while (waitpid(-1, 0, WNOHANG) > 0) {
  }
}

int main(void) {
  struct sigaction burying = {.sa_handler = bury, .sa_flags = SA_NOCLDSTOP};
  sigaction(SIGCHLD, &burying, 0);
  signal(SIGTERM, stop);
  signal(SIGINT, stop);
  bury(0);
  for (;;) pause();
}
