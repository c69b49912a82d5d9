namespace Nines.Kubernetes.Transport;

/// <summary>One request. Its text names verb and resource as RBAC does.</summary>
/// <param name="Method">HTTP.</param>
/// <param name="Path">Without leading slash, with query.</param>
/// <param name="Verb">As RBAC names it: list, watch, create, ...</param>
/// <param name="Subject">Subject of the request, human-readable: <c>pods in all namespaces</c>.</param>
public sealed record KubernetesRequest(HttpMethod Method, string Path, string Verb, string Subject)
{
    /// <summary>UTF-8; null without.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    public string ContentType { get; init; } = "application/json";

    public string Accept { get; init; } = "application/json";

    /// <summary>True if sending the request twice is harmless, so that it may be repeated after a lost answer.</summary>
    public bool MayRepeat { get; init; } = true;

    /// <summary>Until the headers are there, and then between two pieces of the body.</summary>
    public TimeSpan? Patience { get; init; }

    /// <summary>An eviction is answered 429 by budgets, which is no request for a pause.</summary>
    public bool IsEviction { get; init; }

    public override string ToString() => $"{Verb} {Subject}";
}
