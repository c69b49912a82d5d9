using System.Collections.Immutable;

namespace Nines.Guard.Cache;

/// <summary>Secrets of the cache, shared by the replicas only; replaced as a whole when the key file changes.</summary>
/// <param name="Naming">Makes names of questions. It stays when signing keys change, so that a rotation costs no misses.</param>
/// <param name="Signing">The first signs; all of them verify. At least one.</param>
internal sealed record KeyRing(ReadOnlyMemory<byte> Naming, ImmutableArray<SigningKey> Signing);

/// <param name="Id">Written into each entry, so that the reader knows which key to verify with; unique in the ring.</param>
/// <param name="Secret">32 to 64 bytes.</param>
internal sealed record SigningKey(uint Id, ReadOnlyMemory<byte> Secret);
