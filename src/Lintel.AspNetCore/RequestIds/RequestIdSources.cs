using Lintel.Contracts;

namespace Lintel.AspNetCore;

/// <summary>
/// One source for each form of id: the log finds a request by its id alone, so two APIs whose ids look alike count together.
/// </summary>
/// <param name="clock">The real clock.</param>
internal sealed class RequestIdSources(TimeProvider clock)
{
    private readonly Dictionary<(string Prefix, int Digits), RequestIdSource> _sources = [];

    public RequestIdSource For(RequestIdFormat format)
    {
        if (!_sources.TryGetValue((format.Prefix, format.Digits), out var source))
        {
            _sources[(format.Prefix, format.Digits)] = source = new RequestIdSource(format, clock);
        }

        return source;
    }
}
