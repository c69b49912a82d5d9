using Nines.Benchmarks.Guard.Pki;

namespace Nines.Benchmarks.Guard.Load;

/// <summary>Where reviews are sent: a port of this machine, who it trusts, and what is asked.</summary>
internal sealed record LoadTarget(int Port, BenchPki Pki, Questions Questions);
