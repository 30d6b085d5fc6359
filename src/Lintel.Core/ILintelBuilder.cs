using Microsoft.Extensions.DependencyInjection;

namespace Lintel;

/// <summary>Adds to Lintel what it works with: stores, the management API. <c>AddLintel</c> returns it.</summary>
public interface ILintelBuilder
{
    /// <summary>The application's services.</summary>
    IServiceCollection Services { get; }
}
