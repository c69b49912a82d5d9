using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Nines.Kubernetes.Kubeconfigs;

namespace Nines.Kubernetes.Transport;

/// <summary>Sends requests to one cluster as one user: credentials, retries, time limits, and errors with a fix.</summary>
public sealed class KubernetesTransport : IDisposable
{
    private const int LargestFault = 64 * 1024;

    private readonly ClusterConnection _connection;
    private readonly TransportOptions _options;
    private readonly TimeProvider _clock;
    private readonly ICredentialSource _credentials;
    private readonly HttpClients _clients;
    private readonly RetryRules _retries;

    /// <param name="environment">Of proxies and of exec plugins.</param>
    public KubernetesTransport(
        ClusterConnection connection, KubeEnvironment environment, TransportOptions options, ExecOptions execOptions, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_connection, _options, _clock) = (connection, options, clock);
        _credentials = CredentialSources.Create(connection, environment, execOptions, clock);
        _clients = new HttpClients(connection, new ProxyRules(connection.Proxy, environment), options);
        _retries = new RetryRules(options);
    }

    internal TimeProvider Clock => _clock;

    internal ClusterConnection Connection => _connection;

    /// <summary>Sends, and reads the whole answer.</summary>
    /// <exception cref="KubernetesException">It failed, after the retries.</exception>
    /// <exception cref="OperationCanceledException">The request was cancelled.</exception>
    public Task<byte[]> ReadAsync(KubernetesRequest request, CancellationToken cancellationToken) =>
        SendAsync(request, (stream, cancellation) => ReadAllAsync(stream, request, _options.MaxBytes, cancellation), cancellationToken);

    /// <summary>Sends, and hands the answer to a reader. What the reader did is to be thrown away when it is called again.</summary>
    /// <param name="read">Called once for each attempt that is answered well.</param>
    /// <inheritdoc cref="ReadAsync"/>
    public async Task<T> SendAsync<T>(KubernetesRequest request, Func<Stream, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(read);
        bool mayRenew = true;
        var silence = new Silence(_clock, _options.RequestTimeout);
        for (int attempt = 1; ; attempt++)
        {
            // A plugin may wait for a person: that is no silence of the server.
            silence.Pause();
            Credential credential = await _credentials.GetAsync(cancellationToken);
            silence.Resume();
            TimeSpan pause;
            bool isSilent;
            try
            {
                return await SendOnceAsync(request, credential, silence, read, cancellationToken);
            }
            catch (KubernetesException failure) when (failure.Kind == KubernetesErrorKind.Unauthorized && mayRenew && _credentials.Refused(credential))
            {
                mayRenew = false;
                continue;
            }
            catch (KubernetesException failure)
            {
                isSilent = failure.Kind is KubernetesErrorKind.Unreachable or KubernetesErrorKind.Timeout;
                if (_retries.Next(request, failure, attempt) is not { } next || (isSilent && silence.Left <= next))
                {
                    throw;
                }

                pause = next;
            }

            await Task.Delay(pause, _clock, cancellationToken);
            if (!isSilent)
            {
                silence.Heard();
            }
        }
    }

    public void Dispose()
    {
        _clients.Dispose();
        (_credentials as IDisposable)?.Dispose();
    }

    private async Task<T> SendOnceAsync<T>(
        KubernetesRequest request, Credential credential, Silence silence, Func<Stream, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        using HttpRequestMessage message = Message(request, credential);
        TimeSpan patience = request.Patience ?? _options.RequestTimeout;
        using var late = new CancellationTokenSource(silence.Left, _clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        HttpResponseMessage response;
        try
        {
            response = await _clients.For(credential.Certificate).SendAsync(message, HttpCompletionOption.ResponseHeadersRead, both.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw late.IsCancellationRequested || exception.InnerException is not TimeoutException
                ? TooSlow(request, _options.RequestTimeout, exception)
                : HttpFailures.NoConnection(request, _connection.Server, _options.ConnectTimeout, exception);
        }
        catch (HttpRequestException exception)
        {
            throw HttpFailures.Describe(request, _connection.Server, exception);
        }
        catch (SocketException exception)
        {
            // The framework does not wrap the reset of a connection that has only just been made.
            throw HttpFailures.Describe(request, _connection.Server, new HttpRequestException(HttpRequestError.ConnectionError, null, exception));
        }

        using (response)
        {
            silence.Heard();
            late.CancelAfter(Timeout.InfiniteTimeSpan);

            // The time for the headers must not end the body, which has its own.
            await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
            await using var patient = new PatientStream(
                body, patience, _clock, exception => Cut(request, exception, silence), () => TooSlow(request, patience, null), cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                return await read(patient, cancellationToken);
            }

            byte[] fault = await ReadFaultAsync(patient, cancellationToken);
            throw StatusReader.Read(request, (int)response.StatusCode, RetryAfter(response), fault, _connection.Server);
        }
    }

    private HttpRequestMessage Message(KubernetesRequest request, Credential credential)
    {
        var message = new HttpRequestMessage(request.Method, new Uri(_connection.Server, request.Path))
        {
            // What TLS agrees on (ALPN); without TLS it is HTTP/1.1.
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        message.Headers.TryAddWithoutValidation("Accept", request.Accept);
        if (_connection.TlsServerName is { } name)
        {
            // The framework takes the name that TLS asks for, and checks, from here alone.
            message.Headers.Host = name;
        }

        message.Headers.TryAddWithoutValidation("User-Agent", _options.UserAgent);
        if (credential.Token is { } token)
        {
            try
            {
                message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            }
            catch (FormatException)
            {
                message.Dispose();
                throw new KubernetesException(KubernetesErrorKind.Credentials, "The token holds characters that no HTTP header may have.");
            }
        }

        ImpersonationHeaders.Add(message.Headers, _connection.Impersonation);
        if (request.Body is { } body)
        {
            message.Content = new ReadOnlyMemoryContent(body);
            message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(request.ContentType);
        }

        return message;
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date > _clock.GetUtcNow() ? date - _clock.GetUtcNow() : TimeSpan.Zero,
        _ => null,
    };

    private KubernetesException TooSlow(KubernetesRequest request, TimeSpan patience, Exception? exception) => new(
        KubernetesErrorKind.Timeout,
        $"{request} at {_connection.Server.GetLeftPart(UriPartial.Authority)}: nothing came for {patience.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} s.",
        "Is the cluster running, and may this network reach it?", exception);

    private KubernetesException Cut(KubernetesRequest request, Exception exception, Silence silence)
    {
        silence.Heard();
        return exception is InvalidDataException
        ? new KubernetesException(KubernetesErrorKind.Unreachable, $"{request}: the answer is compressed, and damaged.", null, exception)
        : new KubernetesException(
            KubernetesErrorKind.Unreachable, $"{request} at {_connection.Server.GetLeftPart(UriPartial.Authority)}: the connection ended in the middle of the answer.", null, exception);
    }

    private static async Task<byte[]> ReadAllAsync(Stream stream, KubernetesRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        using var all = new MemoryStream();
        byte[] buffer = new byte[16 * 1024];
        int length;
        while ((length = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (all.Length + length > maxBytes)
            {
                throw new KubernetesException(KubernetesErrorKind.TooLarge, $"{request}: the answer is larger than {maxBytes.ToString(CultureInfo.InvariantCulture)} bytes.");
            }

            all.Write(buffer, 0, length);
        }

        return all.ToArray();
    }

    private static async Task<byte[]> ReadFaultAsync(Stream stream, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[LargestFault];
        try
        {
            int length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            return buffer[..length];
        }
        catch (KubernetesException)
        {
            // The status alone has to do.
            return [];
        }
    }
}

/// <summary>Bounds of all requests.</summary>
public sealed record TransportOptions
{
    public static TransportOptions Default { get; } = new();

    /// <summary>For a connection, TLS included.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Until an answer begins, and between two pieces of one.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A request is sent at most this often.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>The first pause; doubled after each attempt.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest pause, whatever Retry-After says.</summary>
    public TimeSpan MaxPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Of an answer that is read whole.</summary>
    public int MaxBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Sent as User-Agent.</summary>
    public string UserAgent { get; init; } = "nines";

    /// <summary>Seed of the jitter of pauses.</summary>
    public int Seed { get; init; }
}
