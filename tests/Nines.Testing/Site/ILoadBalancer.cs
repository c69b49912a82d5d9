namespace Nines.Testing.Site;

/// <summary>Stands before the replicas, as a Service or a load balancer does: passes connections on to replicas that are ready.</summary>
public interface ILoadBalancer : IAsyncDisposable
{
    /// <summary>Of 127.0.0.1.</summary>
    int Port { get; }
}
