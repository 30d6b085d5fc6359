using Lintel.AspNetCore;

namespace Lintel.Reference;

/// <summary>A page that is rendered once for an address of the application, and kept for the address that was asked for last.</summary>
internal sealed class KeptPage(Func<PublicOrigin, Task<string>> render)
{
    private Rendered? _last;

    public async Task<string> ForAsync(PublicOrigin origin)
    {
        var last = _last;
        if (last?.Origin != origin)
        {
            _last = last = new Rendered(origin, await render(origin));
        }

        return last.Text;
    }

    private sealed record Rendered(PublicOrigin Origin, string Text);
}
