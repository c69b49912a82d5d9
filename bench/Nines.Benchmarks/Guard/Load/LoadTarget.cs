using Nines.Benchmarks.Guard.Pki;

namespace Nines.Benchmarks.Guard.Load;

/// <summary>Target of a load: a port of this machine, its certificates, and the questions.</summary>
internal sealed record LoadTarget(int Port, BenchPki Pki, Questions Questions);
