/** What a host on the module path writes. The names it requires are promised in the manifests. */
module consumer {
  requires dev.agentruntime;
  requires dev.agentruntime.middleware;
}
