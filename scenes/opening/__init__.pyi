from .contents import Contents as Contents
