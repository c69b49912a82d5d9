using System.Text.Json;
using Nines.Kubernetes.Kubeconfigs;
using Nines.Kubernetes.Lists;
using Nines.Kubernetes.Records;
using Nines.Kubernetes.Transport;

namespace Nines.Kubernetes.Clients;

/// <summary>
/// Client of one cluster as one user, in the best API versions that both sides know. Every method throws
/// <see cref="KubernetesException"/> when it fails, and <see cref="OperationCanceledException"/> when it is cancelled.
/// </summary>
public sealed class KubernetesClient : IDisposable
{
    private readonly KubernetesTransport _transport;
    private readonly ItemLimits _limits;
    private readonly PagedList _lists;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private ApiCatalog? _catalogue;
    private WireJson? _json;

    /// <param name="environment">Of proxies and exec plugins.</param>
    public KubernetesClient(
        ClusterConnection connection, KubeEnvironment environment, TimeProvider clock,
        TransportOptions? options = null, ExecOptions? execOptions = null, ItemLimits? limits = null)
    {
        _transport = new KubernetesTransport(connection, environment, options ?? TransportOptions.Default, execOptions ?? ExecOptions.Default, clock);
        _limits = limits ?? ItemLimits.Default;
        _lists = new PagedList(_transport, _limits);
    }

    /// <summary>For requests that this client has no method for.</summary>
    public KubernetesTransport Transport => _transport;

    /// <summary>Reads the resources of the server; cached after the first call.</summary>
    public async Task<ApiCatalog> CatalogueAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return _catalogue ??= await ApiCatalogReader.ReadAsync(_transport, cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>All objects of a kind, as they were at one moment.</summary>
    /// <param name="json">Reads the objects; null for one that keeps the usual annotations. Lists that run at once need one each.</param>
    public async Task<ListResult<T>> ListAsync<T>(ResourceType<T> type, ListQuery query, CancellationToken cancellationToken, WireJson? json = null)
        where T : class
    {
        string path = await PathAsync(type.Kind, query.Namespace, null, cancellationToken);
        return await _lists.ReadAsync(type, path, query, json ?? new WireJson(), cancellationToken);
    }

    /// <summary>All objects of a kind, as they were at one moment, page by page, so that not all of them need to be held.</summary>
    /// <param name="begin">Called when the list begins, and again whenever it restarts: discard the items taken so far.</param>
    /// <param name="take">Called with one page after another.</param>
    /// <param name="json">Reads the objects. Lists that run at once need one each.</param>
    public async Task ListPagesAsync<T>(
        ResourceType<T> type, ListQuery query, Action begin, Action<IReadOnlyList<T>> take, WireJson json, CancellationToken cancellationToken)
        where T : class
    {
        string path = await PathAsync(type.Kind, query.Namespace, null, cancellationToken);
        await _lists.ReadPagesAsync(type, path, query, json, begin, take, cancellationToken);
    }

    /// <summary>Reports all objects, then every change, until it is cancelled.</summary>
    /// <param name="handle">Called for one event after another.</param>
    public async Task WatchAsync<T>(
        ResourceType<T> type, ListQuery query, WatchOptions options, Func<WatchEvent<T>, CancellationToken, ValueTask> handle, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        string path = await PathAsync(type.Kind, query.Namespace, null, cancellationToken);
        var watcher = new Watcher<T>(_transport, _lists, type, path, query, options, new WireJson(), _limits.MaxItemBytes);
        await watcher.RunAsync(handle, cancellationToken);
    }

    /// <param name="ns">Null for kinds without namespace.</param>
    public Task<T> GetAsync<T>(ResourceType<T> type, string? ns, string name, CancellationToken cancellationToken)
        where T : class => SendAsync(type, HttpMethod.Get, "get", ns, name, "", null, "application/json", true, cancellationToken);

    /// <summary>Creates an object.</summary>
    /// <param name="body">JSON of the complete object, in the version that <see cref="ApiCatalog.Best"/> names.</param>
    public Task<T> CreateAsync<T>(ResourceType<T> type, string? ns, ReadOnlyMemory<byte> body, WriteOptions options, CancellationToken cancellationToken)
        where T : class => SendAsync(type, HttpMethod.Post, "create", ns, null, Query(options), body, "application/json", false, cancellationToken);

    /// <summary>Changes fields of an object by a JSON merge patch.</summary>
    /// <param name="part">A subresource such as status; null for the object itself.</param>
    public Task<T> PatchAsync<T>(
        ResourceType<T> type, string? ns, string name, ReadOnlyMemory<byte> body, WriteOptions options, CancellationToken cancellationToken, string? part = null)
        where T : class => SendAsync(type, HttpMethod.Patch, "patch", ns, name, Query(options), body, "application/merge-patch+json", true, cancellationToken, part);

    /// <summary>Deletes an object, or begins to.</summary>
    public async Task DeleteAsync<T>(ResourceType<T> type, string? ns, string name, DeleteOptions options, CancellationToken cancellationToken)
        where T : class
    {
        string path = await PathAsync(type.Kind, ns, name, cancellationToken);
        var request = new KubernetesRequest(HttpMethod.Delete, path, "delete", PagedList.Subject(type.Kind, ns ?? "", name))
        {
            Body = Bodies.Delete(options),
            MayRepeat = options.Uid is not null,
        };
        await _transport.ReadAsync(request, cancellationToken);
    }

    /// <summary>Evicts a pod, if its disruption budgets allow it.</summary>
    /// <exception cref="KubernetesException">Kind BudgetExhausted when a budget does not; ServerFault when several budgets select the pod.</exception>
    public async Task EvictAsync(string ns, string pod, DeleteOptions options, CancellationToken cancellationToken)
    {
        ApiCatalog catalogue = await CatalogueAsync(cancellationToken);
        string version = catalogue.Find("", "v1", "pods/eviction")?.KindVersion
            ?? throw new KubernetesException(KubernetesErrorKind.Unsupported, "The server has no evictions.");
        var request = new KubernetesRequest(
            HttpMethod.Post, catalogue.Path(ResourceKinds.Pods.Kind, ns, pod) + "/eviction" + (options.DryRun ? "?dryRun=All" : ""), "create",
            $"pods/eviction of '{pod}' in namespace '{ns}'")
        {
            Body = Bodies.Eviction(version, ns, pod, options),
            IsEviction = true,
            MayRepeat = false,
        };
        await _transport.ReadAsync(request, cancellationToken);
    }

    public void Dispose()
    {
        _transport.Dispose();
        _gate.Dispose();
    }

    private static string Query(WriteOptions options) =>
        $"?fieldManager={Uri.EscapeDataString(options.FieldManager)}{(options.DryRun ? "&dryRun=All" : "")}";

    private async Task<string> PathAsync(ResourceKind kind, string? ns, string? name, CancellationToken cancellationToken) =>
        (await CatalogueAsync(cancellationToken)).Path(kind, ns, name);

    private async Task<T> SendAsync<T>(
        ResourceType<T> type, HttpMethod method, string verb, string? ns, string? name, string query, ReadOnlyMemory<byte>? body, string contentType,
        bool mayRepeat, CancellationToken cancellationToken, string? part = null)
        where T : class
    {
        string path = await PathAsync(type.Kind, ns, name, cancellationToken);
        var request = new KubernetesRequest(
            method, path + (part is null ? "" : "/" + part) + query, verb, PagedList.Subject(type.Kind, ns ?? "", name))
        {
            Body = body,
            ContentType = contentType,
            MayRepeat = mayRepeat,
        };
        byte[] answer = await _transport.ReadAsync(request, cancellationToken);

        // One reader is for one thread at a time, and expensive to create.
        WireJson json = Interlocked.Exchange(ref _json, null) ?? new WireJson();
        try
        {
            return json.Read<T>(answer);
        }
        catch (JsonException exception)
        {
            throw new KubernetesException(KubernetesErrorKind.Unreadable, $"{request}: the answer cannot be read: {exception.Message}", null, exception);
        }
        finally
        {
            _json = json;
            Array.Clear(answer);
        }
    }
}
