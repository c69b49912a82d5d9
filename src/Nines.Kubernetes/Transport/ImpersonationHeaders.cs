using System.Net.Http.Headers;
using System.Text;
using Nines.Kubernetes.Kubeconfigs;

namespace Nines.Kubernetes.Transport;

/// <summary>Adds the headers of impersonation.</summary>
internal static class ImpersonationHeaders
{
    public static void Add(HttpRequestHeaders headers, Impersonation? whom)
    {
        if (whom is null)
        {
            return;
        }

        AddOne(headers, "Impersonate-User", whom.User);
        if (whom.Uid is { } uid)
        {
            AddOne(headers, "Impersonate-Uid", uid);
        }

        foreach (string group in whom.Groups)
        {
            AddOne(headers, "Impersonate-Group", group);
        }

        foreach ((string key, var values) in whom.Extra)
        {
            foreach (string value in values)
            {
                AddOne(headers, "Impersonate-Extra-" + Escape(key), value);
            }
        }
    }

    private static void AddOne(HttpRequestHeaders headers, string name, string value)
    {
        if (headers.Contains(name))
        {
            // The framework would write both in one line, which kube-apiserver takes for one value.
            throw new KubernetesException(
                KubernetesErrorKind.Unsupported, $"nines can send one value for {name}, not several.", "Leave one group in 'as-groups', and one value of each key in 'as-user-extra'.");
        }

        if (value.AsSpan().ContainsAny('\r', '\n', '\0') || !headers.TryAddWithoutValidation(name, value))
        {
            throw new KubernetesException(KubernetesErrorKind.Credentials, $"The value for {name} cannot stand in a header.", "Fix 'as', 'as-uid', 'as-groups' or 'as-user-extra'.");
        }
    }

    // Keys are percent-encoded where a header's name allows no such character.
    private static string Escape(string key)
    {
        var text = new StringBuilder();
        foreach (byte b in Encoding.UTF8.GetBytes(key))
        {
            bool isPlain = char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'.' or (byte)'_';
            _ = isPlain ? text.Append((char)b) : text.Append('%').Append(b.ToString("X2"));
        }

        return text.ToString();
    }
}
