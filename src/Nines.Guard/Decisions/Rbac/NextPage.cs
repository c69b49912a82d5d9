namespace Nines.Guard.Decisions.Rbac;

/// <summary>Links to further pages of an answer.</summary>
internal static class NextPage
{
    /// <summary>The address of the next page; null when it leaves the server that the first page came from, where the token must not go.</summary>
    public static Uri? Of(Uri first, string link) =>
        Uri.TryCreate(first, link, out Uri? next)
        && next.Scheme == first.Scheme && next.Port == first.Port && next.Host.Equals(first.Host, StringComparison.OrdinalIgnoreCase)
            ? next
            : null;
}
