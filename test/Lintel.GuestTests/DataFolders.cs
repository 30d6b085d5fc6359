using Lintel.Sqlite;

namespace Lintel.GuestTests;

/// <summary>The data folders of the applications that tests start.</summary>
internal static class DataFolders
{
    /// <summary>Deletes a folder once the application has closed its stores. One whose entry point outlives its factory keeps the folder.</summary>
    public static async Task DeleteAsync(DirectoryInfo folder)
    {
        try
        {
            await using (await SqliteStores.OpenAsync(folder.FullName))
            {
                // Opened: nobody else has it any more.
            }

            folder.Delete(recursive: true);
        }
        catch (StoreUnavailableException)
        {
            // The factory does not wait for the entry point, which closes the stores.
        }
    }
}
