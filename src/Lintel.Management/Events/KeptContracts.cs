using System.IO.Compression;
using System.Text;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.Storage;
using Microsoft.Extensions.Logging;

namespace Lintel.Management.Events;

/// <summary>
/// Keeps the contracts that run with their texts, and after a restart finds the version before: a contract that was changed while no process ran is compared
/// with the one that ran last.
/// </summary>
/// <param name="store">Keeps them.</param>
/// <param name="versions">The versions of this process.</param>
/// <param name="options">The guards and credentials of the application, which contracts may name.</param>
/// <param name="logger">Told of a version that this release cannot read.</param>
internal sealed partial class KeptContracts(
    ContractVersionStore store, ContractVersions versions, LintelOptions options, ILogger<KeptContracts> logger)
{
    /// <summary>Keeps the version that the process began with, and restores the one before it.</summary>
    public async Task BeginAsync(string api, CancellationToken cancellationToken)
    {
        if (versions.Of(api) is not { Running: var running } || await KeepAsync(running, cancellationToken) is not { } kept)
        {
            return;
        }

        try
        {
            var previous = ContractReader.ReadKept(
                Unpack(kept.Content),
                running.Contract.File,
                options.Guards.Select(guard => guard.Stage),
                options.Credentials.Select(credential => credential.Kind));
            versions.Restore(new ContractVersion(previous, kept.LoadedAt));
        }
        catch (Exception exception) when (exception is ContractException or InvalidDataException or ArgumentException)
        {
            LogNotRead(api, exception);
        }
    }

    /// <summary>Keeps a version that was put in force.</summary>
    /// <returns>The version before it; null where none was kept.</returns>
    public async Task<KeptContract?> KeepAsync(ContractVersion version, CancellationToken cancellationToken) => version.Contract.Texts.Length == 0
        ? null
        : await store.BeginAsync(
            version.Contract.Api, new KeptContract(version.Contract.Digest, version.LoadedAt, Pack(version.Contract.Texts)), cancellationToken);

    private static byte[] Pack(string texts)
    {
        using var packed = new MemoryStream();
        using (var stream = new BrotliStream(packed, CompressionLevel.Fastest))
        {
            stream.Write(Encoding.UTF8.GetBytes(texts));
        }

        return packed.ToArray();
    }

    private static string Unpack(byte[] content)
    {
        using var stream = new BrotliStream(new MemoryStream(content), CompressionMode.Decompress);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    [LoggerMessage(
        1,
        LogLevel.Warning,
        "The contract that {Api} ran with before cannot be read by this release of Lintel. The difference to the one in force is not known.")]
    private partial void LogNotRead(string api, Exception exception);
}
