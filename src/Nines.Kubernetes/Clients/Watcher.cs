using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using Nines.Kubernetes.Lists;
using Nines.Kubernetes.Records;
using Nines.Kubernetes.Transport;

namespace Nines.Kubernetes.Clients;

/// <summary>
/// Lists, then watches from there. Bookmarks move its place on, a lost connection goes on at the place, and a place that the server has
/// forgotten restarts with a list.
/// </summary>
internal sealed class Watcher<T>(
    KubernetesTransport transport, PagedList lists, ResourceType<T> type, string path, ListQuery query, WatchOptions options, WireJson json, int mostBytes)
    where T : class, IKubernetesObject
{
    private enum RoundEnd
    {
        Ended,
        Cut,
        Expired,
        Fault,
    }

    // Failure of the server or of the handler in this round. Thrown outside of the transport, whose retries would report events twice.
    private KubernetesException? _fault;
    private ExceptionDispatchInfo? _handlersFault;
    private string _version = "";
    private bool _anyEvent;

    /// <summary>Runs until it is cancelled.</summary>
    /// <exception cref="KubernetesException">It may not, or failed too often in a row.</exception>
    public async Task RunAsync(Func<WatchEvent<T>, CancellationToken, ValueTask> handle, CancellationToken cancellationToken)
    {
        bool mustList = true;
        int failures = 0;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            bool isPauseDue;
            try
            {
                if (mustList)
                {
                    ListResult<T> list = await lists.ReadAsync(type, path, query, json, cancellationToken);
                    _version = list.ResourceVersion;
                    mustList = false;
                    await HandleAsync(handle, new WatchEvent<T>(WatchChange.Reset, list.Items), cancellationToken);
                    _handlersFault?.Throw();
                }

                _anyEvent = false;
                RoundEnd end = await transport.SendAsync(Request(), (stream, cancellation) => ReadRoundAsync(stream, handle, cancellation), cancellationToken);
                _handlersFault?.Throw();
                mustList = end == RoundEnd.Expired;
                failures = _anyEvent || end == RoundEnd.Ended ? 0 : failures + 1;
                isPauseDue = !_anyEvent;
                if (end == RoundEnd.Fault)
                {
                    throw _fault!;
                }

                if (failures > options.Failures)
                {
                    throw new KubernetesException(KubernetesErrorKind.Unreachable, $"watch {PagedList.Subject(type.Kind, query.Namespace)}: the connection ended {failures} times in a row.");
                }
            }
            catch (KubernetesException exception) when (_handlersFault is null && exception.Kind == KubernetesErrorKind.Expired && failures++ < options.Failures)
            {
                (mustList, isPauseDue) = (true, failures > 1);
            }
            catch (KubernetesException exception) when (
                _handlersFault is null
                && exception.Kind is KubernetesErrorKind.Unreachable or KubernetesErrorKind.Timeout or KubernetesErrorKind.ServerFault or KubernetesErrorKind.TooManyRequests
                && failures++ < options.Failures)
            {
                isPauseDue = true;
            }

            if (isPauseDue)
            {
                await Task.Delay(options.Pause, transport.Clock, cancellationToken);
            }
        }
    }

    private KubernetesRequest Request()
    {
        string text = query.Text(null, null);
        string more = $"watch=true&allowWatchBookmarks=true&resourceVersion={Uri.EscapeDataString(_version)}"
            + $"&timeoutSeconds={((int)Math.Max(1, options.Round.TotalSeconds)).ToString(CultureInfo.InvariantCulture)}";
        return new KubernetesRequest(
            HttpMethod.Get, path + (text.Length == 0 ? "?" : text + "&") + more, "watch", PagedList.Subject(type.Kind, query.Namespace))
        {
            Patience = options.Round + TimeSpan.FromSeconds(30),
        };
    }

    private async Task<RoundEnd> ReadRoundAsync(Stream stream, Func<WatchEvent<T>, CancellationToken, ValueTask> handle, CancellationToken cancellationToken)
    {
        using var frames = new FrameReader(stream, mostBytes);
        while (true)
        {
            ReadOnlyMemory<byte>? line;
            try
            {
                line = await frames.NextAsync(cancellationToken);
            }
            catch (KubernetesException exception) when (exception.Kind is KubernetesErrorKind.Unreachable or KubernetesErrorKind.Timeout)
            {
                // What came before it was handled: the retries of the transport would report it twice.
                return RoundEnd.Cut;
            }

            if (line is not { } frame)
            {
                return RoundEnd.Ended;
            }

            (WatchEvent<T>? happened, _fault) = Read(frame.Span);
            if (_fault is not null)
            {
                return _fault.Kind == KubernetesErrorKind.Expired ? RoundEnd.Expired : RoundEnd.Fault;
            }

            _anyEvent = true;
            if (happened is not null)
            {
                await HandleAsync(handle, happened, cancellationToken);
                if (_handlersFault is not null)
                {
                    return RoundEnd.Fault;
                }

                _version = happened.Items[0].Metadata.ResourceVersion ?? _version;
            }
        }
    }

    private async ValueTask HandleAsync(
        Func<WatchEvent<T>, CancellationToken, ValueTask> handle, WatchEvent<T> happened, CancellationToken cancellationToken)
    {
        try
        {
            await handle(happened, cancellationToken);
        }
        catch (KubernetesException exception)
        {
            // Of a request that the handler made: no failure of the watch.
            _handlersFault = ExceptionDispatchInfo.Capture(exception);
        }
    }

    private (WatchEvent<T>? Event, KubernetesException? Fault) Read(ReadOnlySpan<byte> line)
    {
        try
        {
            var frame = EventFrame.Read(line);
            ReadOnlySpan<byte> body = line[frame.Object];
            if (frame.Type == "ERROR")
            {
                return (null, StatusReader.Read(Request(), 500, null, body, transport.Connection.Server));
            }

            T item = json.Read<T>(body);
            switch (frame.Type)
            {
                case "ADDED":
                    return (new WatchEvent<T>(WatchChange.Added, [item]), null);
                case "MODIFIED":
                    return (new WatchEvent<T>(WatchChange.Modified, [item]), null);
                case "DELETED":
                    return (new WatchEvent<T>(WatchChange.Deleted, [item]), null);
                default:
                    // A bookmark, or what a later version may add: it moves the place on.
                    _version = item.Metadata.ResourceVersion ?? _version;
                    return (null, null);
            }
        }
        catch (JsonException exception)
        {
            throw new KubernetesException(
                KubernetesErrorKind.Unreadable, $"watch {PagedList.Subject(type.Kind, query.Namespace)}: an event cannot be read: {exception.Message}", null, exception);
        }
    }
}

/// <summary>Kind of change of an object.</summary>
public enum WatchChange
{
    /// <summary>A complete list: objects that are not among the items no longer exist. Sent first, and again when the server has lost the changes in between.</summary>
    Reset,
    Added,
    Modified,
    Deleted,
}

/// <summary>One change, or with <see cref="WatchChange.Reset"/> all there is.</summary>
/// <param name="Items">One object, or with Reset all of them.</param>
public sealed record WatchEvent<T>(WatchChange Change, IReadOnlyList<T> Items);

/// <summary>Options of a watch.</summary>
public sealed record WatchOptions
{
    /// <summary>Time after which the watch reconnects from its last version.</summary>
    public TimeSpan Round { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>Failures in a row after which it gives up; each with the retries of the transport, and a pause.</summary>
    public int Failures { get; init; } = 10;

    /// <summary>The pause after a failure, and after a round that brought nothing at all.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);
}

/// <summary>One event of a watch: its type, and where its object stands.</summary>
internal readonly record struct EventFrame(string Type, Range Object)
{
    /// <exception cref="JsonException">It is no event.</exception>
    public static EventFrame Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 128 });
        string type = "";
        Range range = default;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("expected an event");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isType = reader.ValueTextEquals("type"u8);
            bool isObject = reader.ValueTextEquals("object"u8);
            reader.Read();
            int start = (int)reader.TokenStartIndex;
            if (isType && reader.TokenType == JsonTokenType.String)
            {
                type = reader.GetString()!;
            }

            reader.Skip();
            range = isObject ? start..(int)reader.BytesConsumed : range;
        }

        return type.Length > 0 && !range.Equals(default) ? new EventFrame(type, range) : throw new JsonException("expected an event with type and object");
    }
}
