using System.Buffers;
using System.Text;
using System.Text.Json;
using Nines.Kubernetes.Kubeconfigs;

namespace Nines.Kubernetes.Transport;

/// <summary>Credentials that a program hands out; kept until shortly before they end, or until the server refuses them. One run at a time.</summary>
internal sealed class ExecCredentials(
    ClusterConnection connection, KubeEnvironment environment, ExecOptions options, TimeProvider clock) : ICredentialSource, IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly ExecEntry _plugin = connection.Exec ?? throw new ArgumentException("there is no exec plugin", nameof(connection));
    private Credential? _held;
    private DateTimeOffset? _ends;

    public async ValueTask<Credential> GetAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_held is not null && (_ends is not { } ends || clock.GetUtcNow() < ends - options.RenewBefore))
            {
                return _held;
            }

            byte[] output = await ExecProcess.RunAsync(_plugin, Question(), environment, options, clock, cancellationToken);
            try
            {
                (_held, _ends) = ExecCredentialReader.Read(output, _plugin);
            }
            finally
            {
                Array.Clear(output);
            }

            return _held;
        }
        finally
        {
            _gate.Release();
        }
    }

    public bool Refused(Credential credential)
    {
        // A later one is kept: another request has renewed it meanwhile.
        if (ReferenceEquals(_held, credential))
        {
            _held = null;
        }

        return true;
    }

    public void Dispose() => _gate.Dispose();

    private string Question()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("apiVersion", _plugin.ApiVersion);
            writer.WriteString("kind", "ExecCredential");
            writer.WriteStartObject("spec");
            if (_plugin.ProvideClusterInfo)
            {
                WriteCluster(writer);
            }

            writer.WriteBoolean("interactive", false);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private void WriteCluster(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("cluster");
        writer.WriteString("server", connection.Server.AbsoluteUri.TrimEnd('/'));
        if (connection.TlsServerName is { } name)
        {
            writer.WriteString("tls-server-name", name);
        }

        if (connection.InsecureSkipTlsVerify)
        {
            writer.WriteBoolean("insecure-skip-tls-verify", true);
        }

        if (connection.CertificateAuthority is { } authority)
        {
            writer.WriteBase64String("certificate-authority-data", Encoding.UTF8.GetBytes(authority));
        }

        if (connection.Proxy is { } proxy)
        {
            writer.WriteString("proxy-url", proxy.OriginalString);
        }

        if (connection.ExecConfig is { } config)
        {
            writer.WritePropertyName("config");
            writer.WriteRawValue(config);
        }

        writer.WriteEndObject();
    }
}

/// <summary>Bounds of exec plugins.</summary>
public sealed record ExecOptions
{
    public static ExecOptions Default { get; } = new();

    /// <summary>A plugin may wait for a person who logs in.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(3);

    public int MaxBytes { get; init; } = 1024 * 1024;

    /// <summary>Credentials are renewed this long before they end.</summary>
    public TimeSpan RenewBefore { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Receives each line that a plugin writes for the user, such as a device code; null to discard them.</summary>
    public Action<string>? Notice { get; init; }
}
