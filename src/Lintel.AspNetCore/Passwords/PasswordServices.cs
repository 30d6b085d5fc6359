using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Lintel.AspNetCore;

/// <summary>Registers the service that hashes passwords.</summary>
internal static class PasswordServices
{
    public static void AddPasswords(this IServiceCollection services)
    {
#pragma warning disable RS0030 // The one place that makes the hasher, and what takes it.
        services.TryAddSingleton<IPasswordHasher<User>>(
            _ => new PasswordHasher<User>(Options.Create(new PasswordHasherOptions { IterationCount = Passwords.Iterations })));
        services.AddSingleton(provider => new Passwords(
            provider.GetRequiredService<IPasswordHasher<User>>(),
            provider.GetRequiredService<PasswordHashingOptions>(),
            provider.GetRequiredService<TimeProvider>()));
#pragma warning restore RS0030
    }
}
