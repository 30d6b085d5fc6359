using Microsoft.AspNetCore.Http.Features;

namespace Lintel.AspNetCore;

/// <summary>
/// The callbacks that downstream code has registered for the start of a response, run in reverse order of registration. Never pooled: the server may run
/// them after the request has left Lintel, where nothing was sent.
/// </summary>
internal sealed class StartingCallbacks
{
    private readonly Stack<(Func<object, Task> Callback, object State)> _waiting = new();

    /// <summary>Makes a list that the server runs by itself where the response starts in another way, as an upgrade does.</summary>
    public static StartingCallbacks For(IHttpResponseFeature server)
    {
        var callbacks = new StartingCallbacks();
        server.OnStarting(static state => ((StartingCallbacks)state).RunAsync(), callbacks);
        return callbacks;
    }

    public void Add(Func<object, Task> callback, object state) => _waiting.Push((callback, state));

    /// <summary>Runs each callback once. The failure of one drops those that are left, as in the server.</summary>
    public async Task RunAsync()
    {
        try
        {
            while (_waiting.TryPop(out var next))
            {
                await next.Callback(next.State);
            }
        }
        catch
        {
            _waiting.Clear();
            throw;
        }
    }
}
