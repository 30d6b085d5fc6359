using Lintel.Contracts;

namespace Lintel.AspNetCore;

/// <summary>A place from which the keys of an issuer are read.</summary>
internal interface ISigningKeySource
{
    /// <summary>The place as logs name it.</summary>
    string Place { get; }

    /// <summary>Reads the key set, at most <see cref="SigningKeySource.LargestSet"/> bytes.</summary>
    Task<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken);
}

/// <summary>Key sets at an address and in a file.</summary>
internal static class SigningKeySource
{
    /// <summary>The largest key set, in bytes.</summary>
    public const int LargestSet = 256 * 1024;

    public static ISigningKeySource Of(Contract contract, JwtScheme scheme) => scheme.HasKeysAddress
        ? new SigningKeyAddress(new Uri(scheme.Keys))
        : new SigningKeyFile(scheme.PlaceOfKeys(contract.File));
}

/// <summary>A key set at an address, which is not left for another: neither redirects nor cookies are followed.</summary>
internal sealed class SigningKeyAddress(Uri address) : ISigningKeySource, IDisposable
{
    private readonly HttpClient _client = new(
        new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        MaxResponseContentBufferSize = SigningKeySource.LargestSet,
    };

    public string Place => address.ToString();

    public async Task<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        using var response = await _client.GetAsync(address, cancellationToken);
        return (int)response.StatusCode == 200
            ? await response.Content.ReadAsByteArrayAsync(cancellationToken)
            : throw new HttpRequestException($"The address answered {(int)response.StatusCode}, not 200.");
    }

    public void Dispose() => _client.Dispose();
}

/// <summary>A key set in a file, which is read again as one at an address is.</summary>
internal sealed class SigningKeyFile(string path) : ISigningKeySource
{
    public string Place => path;

    /// <summary>Finds what is wrong with a file at start-up, where somebody reads it; later on the last keys stay in use.</summary>
    /// <returns>The fault, to follow the file's path; null where there is none.</returns>
    public static string? FaultOf(string path)
    {
        try
        {
            SigningKeySetReader.Read(File.ReadAllBytes(path));
            return null;
        }
        catch (FormatException exception)
        {
            return $"which is no key set for access tokens. {exception.Message}";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "which cannot be read. Put the issuer's key set (JWKS) there, or name its address.";
        }
    }

    public async Task<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        var bytes = new byte[SigningKeySource.LargestSet + 1];
        var length = await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        return length <= SigningKeySource.LargestSet
            ? bytes.AsMemory(0, length)
            : throw new FormatException($"The file has more than {SigningKeySource.LargestSet} bytes.");
    }
}
