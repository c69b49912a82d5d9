using Microsoft.AspNetCore.Http;

namespace Nines.FakeAzure.Endpoints;

/// <summary>A call, read in full.</summary>
/// <param name="AnswerId">What the answer will be called.</param>
/// <param name="Base">Where this server is, as the caller sees it.</param>
internal sealed record FakeRequest(
    string Method, string Path, IQueryCollection Query, IHeaderDictionary Headers, byte[] Body, string AnswerId, Uri Base)
{
    /// <summary>The path in its parts; empty parts are left out.</summary>
    public string[] Segments { get; } = Path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    public override string ToString() => $"{Method} {Path}";
}
