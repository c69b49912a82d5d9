namespace Nines.Guard.Setup.Pki;

/// <summary>Purpose of a certificate; never both.</summary>
internal enum Purpose
{
    /// <summary>The guard, and Redis beside it, present it to their clients.</summary>
    Server,

    /// <summary>kube-apiserver shows it to the guard.</summary>
    Client,
}

/// <summary>Properties of a purpose.</summary>
internal static class Purposes
{
    /// <summary>Source: RFC 5280, 4.2.1.12.</summary>
    public static string UsageOid(this Purpose purpose) => purpose == Purpose.Server ? "1.3.6.1.5.5.7.3.1" : "1.3.6.1.5.5.7.3.2";

    public static string CertificateFile(this Purpose purpose) => purpose == Purpose.Server ? "server.crt" : "client.crt";

    public static string KeyFile(this Purpose purpose) => purpose == Purpose.Server ? "server.key" : "client.key";

    /// <summary>The verb that makes it.</summary>
    public static string Verb(this Purpose purpose) => purpose == Purpose.Server ? "nines guard init server" : "nines guard init client";
}
