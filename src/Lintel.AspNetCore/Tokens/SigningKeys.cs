using Lintel.Contracts;
using Microsoft.Extensions.Logging;

namespace Lintel.AspNetCore;

/// <summary>The signing keys of the issuers of all contracts; contracts with the same place share them.</summary>
internal sealed class SigningKeys(TimeProvider time, ILogger<SigningKeyCache> logger) : IDisposable
{
    private readonly Dictionary<string, (SigningKeyCache Cache, ISigningKeySource Source)> _places = new(StringComparer.Ordinal);

    /// <summary>The keys of a contract's issuer; while the application is put together.</summary>
    public SigningKeyCache Of(Contract contract, JwtScheme scheme)
    {
        var place = scheme.PlaceOfKeys(contract.File);
        if (!_places.TryGetValue(place, out var known))
        {
            var source = SigningKeySource.Of(contract, scheme);
            known = (new SigningKeyCache(source, time, logger), source);
            _places.Add(place, known);
        }

        return known.Cache;
    }

    /// <summary>Begins to read the keys of all issuers. Nothing waits for it: an issuer that is away keeps no application from starting.</summary>
    public void Begin()
    {
        foreach (var (cache, _) in _places.Values)
        {
            _ = cache.ReadAsync();
        }
    }

    public void Dispose()
    {
        foreach (var (_, source) in _places.Values)
        {
            (source as IDisposable)?.Dispose();
        }
    }
}
