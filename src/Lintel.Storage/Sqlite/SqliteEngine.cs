using System.Runtime.InteropServices;
using SQLitePCL;

namespace Lintel.Storage.Sqlite;

/// <summary>
/// Chooses the native engine once per process: the system's <c>libsqlite3.so.0</c>, which gets its security fixes with the system, where there is
/// one that is new enough; else the bundled one.
/// </summary>
internal static class SqliteEngine
{
    /// <summary><c>system</c> or <c>bundled</c>; anything else prefers the system's.</summary>
    public const string EnvironmentVariable = "LINTEL_SQLITE";

    /// <summary>Set to true, it means the same as <c>LINTEL_SQLITE=bundled</c>.</summary>
    public const string BundledSwitch = "Lintel.Storage.BundledSqlite";

    private const int OldestVersion = 3_035_000;

    private static readonly Lazy<string> LoadedVersion = new(Load);

    /// <summary>Loads the engine where that has not happened yet.</summary>
    /// <returns>Its version.</returns>
    public static string EnsureLoaded() => LoadedVersion.Value;

    private static string Load()
    {
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Resolve);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        raw.FreezeProvider();
        return raw.sqlite3_libversion().utf8_to_string();
    }

    private static IntPtr Resolve(string name, System.Reflection.Assembly assembly, DllImportSearchPath? search) =>
        !PrefersBundled() && TryLoadSystem(out var handle) ? handle : IntPtr.Zero;

    private static bool PrefersBundled() =>
        (AppContext.TryGetSwitch(BundledSwitch, out var bundled) && bundled)
        || string.Equals(Environment.GetEnvironmentVariable(EnvironmentVariable), "bundled", StringComparison.Ordinal);

    private static bool TryLoadSystem(out IntPtr handle)
    {
        foreach (var candidate in (ReadOnlySpan<string>)["libsqlite3.so.0", "libsqlite3.0.dylib"])
        {
            if (NativeLibrary.TryLoad(candidate, out handle))
            {
                if (VersionOf(handle) >= OldestVersion)
                {
                    return true;
                }

                NativeLibrary.Free(handle);
            }
        }

        handle = IntPtr.Zero;
        return false;
    }

    private static unsafe int VersionOf(IntPtr library) =>
        NativeLibrary.TryGetExport(library, "sqlite3_libversion_number", out var function) ? ((delegate* unmanaged[Cdecl]<int>)function)() : 0;
}
