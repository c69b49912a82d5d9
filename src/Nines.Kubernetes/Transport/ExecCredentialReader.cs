using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Nines.Kubernetes.Kubeconfigs;

namespace Nines.Kubernetes.Transport;

/// <summary>Reads what an exec plugin answers: an ExecCredential. No fault quotes it.</summary>
internal static class ExecCredentialReader
{
    /// <returns>The credential, and when it ends; null when it says nothing.</returns>
    /// <exception cref="KubernetesException">It is no ExecCredential, or one without credentials.</exception>
    public static (Credential Credential, DateTimeOffset? Ends) Read(ReadOnlyMemory<byte> output, ExecEntry plugin)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(output);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || Text(root, "kind") != "ExecCredential")
            {
                throw Fault(plugin, "wrote no ExecCredential");
            }

            if (Text(root, "apiVersion") is var version && version != plugin.ApiVersion)
            {
                throw Fault(
                    plugin, $"answered with another apiVersion than {plugin.ApiVersion}", "Let the plugin write the kubeconfig again, or set the apiVersion that it speaks.");
            }

            if (!root.TryGetProperty("status", out JsonElement status) || status.ValueKind != JsonValueKind.Object)
            {
                throw Fault(plugin, "answered without a status");
            }

            string? token = Text(status, "token");
            string? certificate = Text(status, "clientCertificateData");
            string? key = Text(status, "clientKeyData");
            if ((certificate is null) != (key is null))
            {
                throw Fault(plugin, "answered with only one of clientCertificateData and clientKeyData");
            }

            if (token is null && certificate is null)
            {
                throw Fault(plugin, "answered with neither a token nor a certificate");
            }

            return (new Credential(token, certificate is null ? null : Load(certificate, key!, plugin)), Ends(status, plugin));
        }
        catch (JsonException)
        {
            throw Fault(plugin, "wrote no JSON");
        }
        catch (InvalidOperationException)
        {
            throw Fault(plugin, "wrote a text that is not valid Unicode");
        }
    }

    private static X509Certificate2 Load(string certificate, string key, ExecEntry plugin)
    {
        try
        {
            return CertificatePair.Load(certificate, key);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw Fault(plugin, "answered with a certificate and key that are not PEM, or do not belong together");
        }
    }

    private static DateTimeOffset? Ends(JsonElement status, ExecEntry plugin) => Text(status, "expirationTimestamp") switch
    {
        null => null,
        var text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset ends) => ends,
        _ => throw Fault(plugin, "answered with an expirationTimestamp that is not a time"),
    };

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private static KubernetesException Fault(ExecEntry plugin, string what, string? hint = null) =>
        new(KubernetesErrorKind.Credentials, $"{plugin.Position}: the exec plugin '{plugin.Command}' {what}.", hint);
}
